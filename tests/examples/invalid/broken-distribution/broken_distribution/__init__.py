import sys

sys.exit("a pack is never imported")
