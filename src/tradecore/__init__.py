"""The domain of tradecore: values, ports and use cases, on the standard library alone."""
