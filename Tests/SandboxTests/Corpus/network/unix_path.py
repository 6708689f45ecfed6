try:
    import socket
    socket.socket(socket.AF_UNIX).connect('/run/dbus/system_bus_socket')
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
