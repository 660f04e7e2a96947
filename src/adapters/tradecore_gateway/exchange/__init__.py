"""The broker's side: accounts, their orders and executions, and the matching of orders with prices."""
