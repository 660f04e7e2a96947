"""Corporate actions: what happens before the open."""

from tradecore.simulation.rows import Book


def apply_split(book: Book, i: int, ratio: float) -> None:
    """One share becomes `ratio` shares, in the position, its protection and the standing order."""
    if ratio == 1.0:
        return
    positions, orders = book.positions, book.orders
    positions.quantity[i] *= ratio
    positions.average[i] /= ratio
    positions.stop[i] /= ratio
    positions.profit[i] /= ratio
    orders.target[i] *= ratio
    orders.limit[i] /= ratio
    orders.trigger[i] /= ratio
    orders.stop[i] /= ratio
    orders.profit[i] /= ratio


def pay_dividend(book: Book, i: int, dividend: float, multiplier: float, cash: float) -> float:
    """Cash a share, paid to a long position and by a short one."""
    if dividend == 0.0:
        return cash
    paid = book.positions.quantity[i] * dividend * multiplier
    book.positions.carry[i] += paid
    book.tally.carry[i] += paid
    return cash + paid
