"""The layout of placeOrder, by server version: its fields by the names that the clients' libraries give them."""

from collections.abc import Iterator, Mapping

from tradecore_gateway.wire import versions
from tradecore_gateway.wire.fields import Fields, Malformed, names

CONTRACT = names(
    "conId symbol secType lastTradeDateOrContractMonth strike right multiplier exchange primaryExchange currency"
    " localSymbol tradingClass"
)
HEAD = names(
    "secIdType secId action totalQuantity orderType lmtPrice auxPrice tif ocaGroup account openClose origin orderRef"
    " transmit parentId blockOrder sweepToFill displaySize triggerMethod outsideRth hidden"
)
GOOD = names("sharesAllocation discretionaryAmt goodAfterTime goodTillDate faGroup faMethod faPercentage")
MIDDLE = names(
    "modelCode shortSaleSlot designatedLocation exemptCode ocaType rule80A settlingFirm allOrNone minQty percentOffset"
    " eTradeOnly firmQuoteOnly nbboPriceCap auctionStrategy startingPrice stockRefPrice delta stockRangeLower"
    " stockRangeUpper overridePercentageConstraints volatility volatilityType deltaNeutralOrderType"
    " deltaNeutralAuxPrice"
)
NEUTRAL = names(
    "deltaNeutralConId deltaNeutralSettlingFirm deltaNeutralClearingAccount deltaNeutralClearingIntent"
    " deltaNeutralOpenClose deltaNeutralShortSale deltaNeutralShortSaleSlot deltaNeutralDesignatedLocation"
)
SCALE = names(
    "continuousUpdate referencePriceType trailStopPrice trailingPercent scaleInitLevelSize scaleSubsLevelSize"
    " scalePriceIncrement"
)
SCALED = names(
    "scalePriceAdjustValue scalePriceAdjustInterval scaleProfitOffset scaleAutoReset scaleInitPosition"
    " scaleInitFillQty scaleRandomPercent"
)
ACTIVE = names("scaleTable activeStartTime activeStopTime hedgeType")
CLEARING = names("optOutSmartRouting clearingAccount clearingIntent notHeld")
MISC = names("algoId whatIf orderMiscOptions solicited randomizeSize randomizePrice")
BENCH = names(
    "referenceContractId isPeggedChangeAmountDecrease peggedChangeAmount referenceChangeAmount referenceExchangeId"
)
TAIL = names(
    "adjustedOrderType triggerPrice lmtPriceOffset adjustedStopPrice adjustedStopLimitPrice adjustedTrailingAmount"
    " adjustableTrailingUnit extOperator softDollarTierName softDollarTierValue cashQty mifid2DecisionMaker"
    " mifid2DecisionAlgo mifid2ExecutionTrader mifid2ExecutionAlgo dontUseAutoPriceForHedge isOmsContainer"
    " discretionaryUpToLimitPrice usePriceMgmtAlgo"
)
LATER = (
    (versions.DURATION, "duration"),
    (versions.POST_TO_ATS, "postToAts"),
    (versions.AUTO_CANCEL_PARENT, "autoCancelParent"),
    (versions.REJECTION_DETAILS, "advancedErrorOverride"),
    (versions.MANUAL_TIME, "manualOrderTime"),
)


class Unsupported(ValueError):
    """An order that this gateway does not take: its message says which part of it."""


def place_order(fields: Fields, version: int) -> Mapping[str, str]:
    """The fields behind the order's number, as texts; raises Malformed, and Unsupported where no layout is known.

    Every field is read and none may be left over, so that a client of another version is noticed.
    """
    found: dict[str, str] = {}
    for name in _layout(found, version):
        found[name] = fields.text()
    if fields.left:
        raise Malformed(f"The order has {fields.left} fields more than server version {version} has.")
    return found


def _layout(found: Mapping[str, str], version: int) -> Iterator[str]:
    """The names of the fields in their order; what a name is followed by depends on what was found under it."""
    yield from (*CONTRACT, *HEAD)
    if found["secType"] == "BAG":
        raise Unsupported("combinations (BAG)")
    yield from GOOD
    if version < versions.NO_PROFILE:
        yield "faProfile"
    yield from MIDDLE
    yield from NEUTRAL if found["deltaNeutralOrderType"] else ()
    yield from SCALE
    yield from SCALED if _above_zero(found["scalePriceIncrement"]) else ()
    yield from ACTIVE
    yield from ("hedgeParam",) if found["hedgeType"] else ()
    yield from CLEARING
    yield from _absent(found, "deltaNeutralContract", "delta-neutral contracts")
    yield from _absent(found, "algoStrategy", "algorithms (algoStrategy)")
    yield from MISC
    yield from BENCH if found["orderType"] in {"PEG BENCH", "PEGBENCH"} else ()
    yield from _absent(found, "conditions", "conditions")
    yield from TAIL
    yield from (name for since, name in LATER if version >= since)
    yield from _pegged(found, version)


def _absent(found: Mapping[str, str], name: str, what: str) -> Iterator[str]:
    """A field behind which more would follow, were there something in it."""
    yield name
    if found[name] not in {"", "0", "False"}:
        raise Unsupported(what)


def _pegged(found: Mapping[str, str], version: int) -> Iterator[str]:
    if version < versions.PEGGED:
        return
    if found["exchange"] == "IBKRATS":
        yield "minTradeQty"
    if found["orderType"].startswith("PEG") and "BENCH" not in found["orderType"]:
        raise Unsupported(f"the type {found['orderType']}")


def _above_zero(text: str) -> bool:
    return (Fields([text]).number() or 0.0) > 0.0
