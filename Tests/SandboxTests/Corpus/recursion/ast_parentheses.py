import ast
ast.literal_eval('(' * 10 ** 5 + ')' * 10 ** 5)
