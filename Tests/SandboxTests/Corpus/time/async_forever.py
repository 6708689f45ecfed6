class W:
    def __await__(self):
        while True: yield
async def go(): await W()
c = go()
while True: c.send(None)
