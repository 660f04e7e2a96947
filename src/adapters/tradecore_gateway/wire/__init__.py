"""The TWS wire protocol: frames, fields, and the layouts of its longer messages."""
