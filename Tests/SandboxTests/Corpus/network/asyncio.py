try:
    import asyncio
    asyncio.run(asyncio.open_connection('1.1.1.1', 80))
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
