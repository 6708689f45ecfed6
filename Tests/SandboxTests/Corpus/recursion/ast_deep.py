import ast
ast.parse('-' * 10 ** 5 + '1')
