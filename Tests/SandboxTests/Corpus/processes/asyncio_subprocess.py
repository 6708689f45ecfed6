try:
    import asyncio
    async def go():
        await asyncio.create_subprocess_exec('/usr/bin/env')
    asyncio.run(go())
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
