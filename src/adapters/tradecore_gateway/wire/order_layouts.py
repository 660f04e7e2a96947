"""The layouts of openOrder and completedOrder, by server version, as names of fields."""

from collections.abc import Iterable, Mapping

from tradecore_gateway.wire import versions
from tradecore_gateway.wire.fields import Value, names
from tradecore_gateway.wire.place_order import BENCH, SCALED
from tradecore_gateway.wire.place_order import NEUTRAL as NEUTRAL_OPEN

# Fields that clients read as counts or flags and that must not be empty.
NOTHING: Mapping[str, Value] = {
    "comboLegs": 0,
    "orderComboLegs": 0,
    "smartComboRoutingParams": 0,
    "deltaNeutralContract": 0,
    "conditions": 0,
    "exemptCode": -1,
    "origin": 0,
    "clientId": 0,
    "permId": 0,
    "parentId": 0,
}
CONTRACT = names(
    "conId symbol secType lastTradeDateOrContractMonth strike right multiplier exchange currency localSymbol"
    " tradingClass"
)
TERMS = names("action totalQuantity orderType lmtPrice auxPrice tif ocaGroup account openClose origin orderRef")
ADVISOR = names("faGroup faMethod faPercentage")
BOX = names("startingPrice stockRefPrice delta stockRangeLower stockRangeUpper displaySize")
VOLATILITY = names("volatility volatilityType deltaNeutralOrderType deltaNeutralAuxPrice")
NEUTRAL_DONE = names("deltaNeutralConId deltaNeutralShortSale deltaNeutralShortSaleSlot deltaNeutralDesignatedLocation")
TRAIL = names("continuousUpdate referencePriceType trailStopPrice trailingPercent")
LEGS = names("comboLegsDescrip comboLegs orderComboLegs smartComboRoutingParams")
SCALE = names("scaleInitLevelSize scaleSubsLevelSize scalePriceIncrement")
MARGIN = names(
    "initMarginBefore maintMarginBefore equityWithLoanBefore initMarginChange maintMarginChange equityWithLoanChange"
    " initMarginAfter maintMarginAfter equityWithLoanAfter commission minCommission maxCommission commissionCurrency"
    " warningText"
)
ADJUSTED = names(
    "adjustedOrderType triggerPrice trailStopPrice lmtPriceOffset adjustedStopPrice adjustedStopLimitPrice"
    " adjustedTrailingAmount adjustableTrailingUnit softDollarTierName softDollarTierValue softDollarTierDisplay"
    " cashQty dontUseAutoPriceForHedge isOmsContainer discretionaryUpToLimitPrice usePriceMgmtAlgo"
)
DONE = names(
    "trailStopPrice lmtPriceOffset cashQty dontUseAutoPriceForHedge isOmsContainer autoCancelDate filledQuantity"
    " refFuturesConId autoCancelParent shareholder imbalanceOnly routeMarketableToBbo parentPermId completedTime"
    " completedStatus"
)
PEGGED = names("minTradeQty minCompeteSize competeAgainstBestOffset midOffsetAtWhole midOffsetAtHalf")


def open_order(found: Mapping[str, Value], version: int) -> list[Value]:
    """The fields of openOrder behind the message's number."""
    told = ["orderId", *CONTRACT, *TERMS, "clientId", "permId", "outsideRth", "hidden", "discretionaryAmt"]
    told += ["goodAfterTime", "sharesAllocation", *ADVISOR, *_profile(version), "modelCode", "goodTillDate"]
    told += ["rule80A", "percentOffset", "settlingFirm", "shortSaleSlot", "designatedLocation", "exemptCode"]
    told += ["auctionStrategy", *BOX, "blockOrder", "sweepToFill", "allOrNone", "minQty", "ocaType", "eTradeOnly"]
    told += ["firmQuoteOnly", "nbboPriceCap", "parentId", "triggerMethod", *VOLATILITY, *_neutral(found, NEUTRAL_OPEN)]
    told += [*TRAIL, "basisPoints", "basisPointsType", *LEGS, *_scale(found), *_hedge(found), "optOutSmartRouting"]
    told += ["clearingAccount", "clearingIntent", "notHeld", "deltaNeutralContract", "algoStrategy", "solicited"]
    told += ["whatIf", "status", *MARGIN, "randomizeSize", "randomizePrice", *_bench(found), "conditions", *ADJUSTED]
    later = ((versions.DURATION_TOLD, "duration"), (versions.POST_TO_ATS, "postToAts"))
    told += [name for since, name in (*later, (versions.AUTO_CANCEL_PARENT, "autoCancelParent")) if version >= since]
    told += list(PEGGED) if version >= versions.PEGGED else []
    return _laid(told, found)


def completed_order(found: Mapping[str, Value], version: int) -> list[Value]:
    """The fields of completedOrder behind the message's number."""
    told = [*CONTRACT, *TERMS, "permId", "outsideRth", "hidden", "discretionaryAmt", "goodAfterTime", *ADVISOR]
    told += [*_profile(version), "modelCode", "goodTillDate", "rule80A", "percentOffset", "settlingFirm"]
    told += ["shortSaleSlot", "designatedLocation", "exemptCode", *BOX, "sweepToFill", "allOrNone", "minQty"]
    told += ["ocaType", "triggerMethod", *VOLATILITY, *_neutral(found, NEUTRAL_DONE), *TRAIL, *LEGS, *_scale(found)]
    told += [*_hedge(found), "clearingAccount", "clearingIntent", "notHeld", "deltaNeutralContract", "algoStrategy"]
    told += ["solicited", "status", "randomizeSize", "randomizePrice", *_bench(found), "conditions", *DONE]
    told += list(PEGGED) if version >= versions.PEGGED else []
    return _laid(told, found)


def _laid(told: Iterable[str], found: Mapping[str, Value]) -> list[Value]:
    return [found.get(name, NOTHING.get(name)) for name in told]


def _profile(version: int) -> list[str]:
    return ["faProfile"] if version < versions.NO_PROFILE else []


def _neutral(found: Mapping[str, Value], fields: tuple[str, ...]) -> tuple[str, ...]:
    return fields if found.get("deltaNeutralOrderType") else ()


def _scale(found: Mapping[str, Value]) -> list[str]:
    return [*SCALE, *(SCALED if found.get("scalePriceAdjustValue") is not None else [])]


def _hedge(found: Mapping[str, Value]) -> list[str]:
    return ["hedgeType", *(["hedgeParam"] if found.get("hedgeType") else [])]


def _bench(found: Mapping[str, Value]) -> tuple[str, ...]:
    return BENCH if "BENCH" in str(found.get("orderType")) else ()
