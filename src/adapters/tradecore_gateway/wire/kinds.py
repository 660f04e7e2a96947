"""The numbers of messages, with the names that the clients' libraries give them."""

from collections.abc import Mapping

# What clients send.
REQUESTS: Mapping[int, str] = {
    1: "reqMktData",
    2: "cancelMktData",
    3: "placeOrder",
    4: "cancelOrder",
    5: "reqOpenOrders",
    6: "reqAccountUpdates",
    7: "reqExecutions",
    8: "reqIds",
    9: "reqContractDetails",
    14: "setServerLogLevel",
    15: "reqAutoOpenOrders",
    16: "reqAllOpenOrders",
    17: "reqManagedAccts",
    20: "reqHistoricalData",
    25: "cancelHistoricalData",
    49: "reqCurrentTime",
    50: "reqRealTimeBars",
    51: "cancelRealTimeBars",
    58: "reqGlobalCancel",
    59: "reqMarketDataType",
    61: "reqPositions",
    62: "reqAccountSummary",
    63: "cancelAccountSummary",
    64: "cancelPositions",
    71: "startApi",
    76: "reqAccountUpdatesMulti",
    77: "cancelAccountUpdatesMulti",
    81: "reqMatchingSymbols",
    87: "reqHeadTimeStamp",
    90: "cancelHeadTimeStamp",
    91: "reqMarketRule",
    92: "reqPnL",
    93: "cancelPnL",
    94: "reqPnLSingle",
    95: "cancelPnLSingle",
    99: "reqCompletedOrders",
}
# Of these, what gives, changes or takes back an order.
ORDERING = frozenset({"placeOrder", "cancelOrder", "reqGlobalCancel"})

# What the gateway sends.
TICK_PRICE, TICK_SIZE, ORDER_STATUS, ERROR, OPEN_ORDER = 1, 2, 3, 4, 5
ACCOUNT_VALUE, PORTFOLIO_VALUE, ACCOUNT_TIME, NEXT_VALID_ID, CONTRACT_DATA = 6, 7, 8, 9, 10
EXECUTION_DATA, MANAGED_ACCOUNTS, HISTORICAL_DATA = 11, 15, 17
CURRENT_TIME, REAL_TIME_BAR, CONTRACT_DATA_END, OPEN_ORDER_END, ACCOUNT_DOWNLOAD_END = 49, 50, 52, 53, 54
EXECUTION_DATA_END, TICK_SNAPSHOT_END, MARKET_DATA_TYPE, COMMISSION_REPORT = 55, 57, 58, 59
POSITION, POSITION_END, ACCOUNT_SUMMARY, ACCOUNT_SUMMARY_END = 61, 62, 63, 64
ACCOUNT_UPDATE_MULTI, ACCOUNT_UPDATE_MULTI_END, SYMBOL_SAMPLES, TICK_REQ_PARAMS = 73, 74, 79, 81
HEAD_TIMESTAMP, HISTORICAL_DATA_UPDATE, MARKET_RULE, PNL, PNL_SINGLE = 88, 90, 93, 94, 95
COMPLETED_ORDER, COMPLETED_ORDERS_END = 101, 102


def request_name(number: int) -> str:
    """Its name, or the number where this gateway does not know it."""
    return REQUESTS.get(number, f"message {number}")
