raise ExceptionGroup('x', [ValueError(1), SystemExit(0)]) if 0 else ValueError('x')
