try:
    import subprocess
    subprocess.run(['/usr/bin/env'], check=True)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
