try:
    import subprocess
    subprocess.check_output('id', shell=True)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
