"""python ask.py URL: prints what is answered there, as soon as somebody listens."""

import sys
import time
import urllib.error
import urllib.request

end = time.monotonic() + 80
while True:
    try:
        print(urllib.request.urlopen(sys.argv[1], timeout=80).read().decode("latin-1"))
        break
    except urllib.error.HTTPError:
        raise
    except OSError:
        if time.monotonic() > end:
            raise
        time.sleep(0.1)
