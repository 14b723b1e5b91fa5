"""Floor 3: the one door to the network.  No other module opens a socket; `tests/net/test_one_door.py` holds that."""
