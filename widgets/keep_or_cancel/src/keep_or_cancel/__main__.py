"""`python -m keep_or_cancel`."""

import sys

from keep_or_cancel.cli import main

sys.exit(main())
