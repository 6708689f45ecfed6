try:
    import sqlite3
    sqlite3.connect('/tmp/x.db').execute('create table a (b)')
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
