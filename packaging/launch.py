"""Where the bundle begins. Helper processes begin here too, and go their own way at once."""

import multiprocessing
import sys

if __name__ == "__main__":
    multiprocessing.freeze_support()
    from organizer.__main__ import main

    sys.exit(main())
