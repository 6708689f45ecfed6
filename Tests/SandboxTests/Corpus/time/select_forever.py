import os, select
select.select([os.pipe()[0]], [], [])
