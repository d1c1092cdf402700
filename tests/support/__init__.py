"""What the tests of several folders stand on; no tests in here."""
