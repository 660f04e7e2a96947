/* What the standing orders and the protection of positions do inside one time group. */
#ifndef BROKER_H
#define BROKER_H

#include "booking.h"

static inline i64 floor_divided(i64 a, i64 b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

/* Calendar months from January 1970 (UTC), after H. Hinnant's days-to-civil algorithm. */
static inline i64 month_of(i64 time) {
    i64 days = floor_divided(time, NANOSECONDS_A_DAY) + 719468;
    i64 era = floor_divided(days, 146097);
    i64 of_era = days - era * 146097;
    i64 year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    i64 of_year = of_era - (365 * year + year / 4 - year / 100);
    return (year + era * 400) * 12 + (5 * of_year + 2) / 153 + 2 - 1970 * 12;
}

static inline void apply_split(Floor *f, i64 i, double ratio) {
    if (ratio == 1.0) return;
    Position *p = &f->positions[i];
    Order *order = &f->orders[i];
    p->quantity *= ratio;
    p->average /= ratio;
    p->stop /= ratio;
    p->profit /= ratio;
    order->target *= ratio;
    order->limit /= ratio;
    order->trigger /= ratio;
    order->stop /= ratio;
    order->profit /= ratio;
}

static inline double pay_dividend(Floor *f, i64 i, double dividend, double cash) {
    if (dividend == 0.0) return cash;
    double paid = f->positions[i].quantity * dividend * f->terms[i].multiplier;
    f->positions[i].carry += paid;
    f->tally[i].carry += paid;
    return cash + paid;
}

static inline double exit_at_open(const Market *m, i64 k, Floor *f, double cash) {
    i64 i = m->instrument[k], kind = BY_EXIT;
    const Position *p = &f->positions[i];
    Order *order = &f->orders[i];
    if (p->quantity == 0.0) return cash;
    double side = p->quantity > 0.0 ? 1.0 : -1.0, size = fabs(p->quantity), wanted = side * order->target;
    if (p->leaving == BY_STOP)
        kind = BY_STOP;
    else if (wanted > 0.0 && 0 < p->hold && p->hold <= p->age) {
        kind = BY_HOLD;
        order->working = 0;
    } else if (order->working == 1 && wanted < size)
        size -= most(wanted, 0.0);
    else
        return cash;
    return leave(m, k, f, size, worsened(f, i, m->open[k], -side), kind, cash);
}

/* 1 where the standing order buys an entry, -1 where it sells one, 0 where there is none (yet). */
static inline double entry_side(const Floor *f, i64 i) {
    double target = f->orders[i].target, held = f->positions[i].quantity;
    if (f->orders[i].working == 0 || target * held < 0.0) return 0.0;
    return target > held ? 1.0 : -1.0;
}

static inline double enter_at_open(const Market *m, i64 k, Floor *f, double cash) {
    i64 i = m->instrument[k];
    double side = entry_side(f, i);
    if (side == 0.0) return cash;
    double price = m->open[k], limit = f->orders[i].limit, trigger = f->orders[i].trigger;
    if (limit == limit) {
        if (!touched(f, side * (price - limit))) return cash;
        return enter(m, k, f, price, BY_LIMIT, 0, cash);
    }
    if (side * (price - trigger) < 0.0) return cash;
    price = worsened(f, i, price, side);
    return enter(m, k, f, price, trigger != trigger ? BY_MARKET : BY_TRIGGER, 0, cash);
}

static inline double enter_inside(const Market *m, i64 k, Floor *f, double cash) {
    i64 i = m->instrument[k];
    double side = entry_side(f, i);
    if (side == 0.0) return cash;
    double limit = f->orders[i].limit, trigger = f->orders[i].trigger;
    double best = side > 0.0 ? m->low[k] : m->high[k], worst = side > 0.0 ? m->high[k] : m->low[k];
    if (side * (worst - trigger) >= 0.0)
        return enter(m, k, f, worsened(f, i, trigger, side), BY_TRIGGER, 1, cash);
    if (!touched(f, side * (best - limit))) return cash;
    return enter(m, k, f, limit, BY_LIMIT, 1, cash);
}

/* Fills the protective stop, else the profit target, when prices from lowest to highest touch it. */
static inline double protect(const Market *m, i64 k, double lowest, double highest, Floor *f, double cash) {
    i64 i = m->instrument[k], kind = BY_STOP;
    const Position *p = &f->positions[i];
    if (p->quantity == 0.0 || (ON(f, WAIT) && p->inside == 1)) return cash;
    double side = p->quantity > 0.0 ? 1.0 : -1.0;
    double worst = side > 0.0 ? lowest : highest, best = side > 0.0 ? highest : lowest;
    double opening = m->open[k], price = p->stop;
    if (side * (worst - price) <= 0.0) {
        if (p->inside == 0 && side * (opening - price) < 0.0) price = opening;
        price = worsened(f, i, price, -side);
    } else if (p->inside == 0 && touched(f, side * (p->profit - best))) {
        price = p->profit;
        kind = BY_PROFIT;
        if (side * (opening - price) > 0.0) price = opening;
    } else
        return cash;
    f->orders[i].working = 0;
    return leave(m, k, f, fabs(p->quantity), price, kind, cash);
}

/* Drops what an order would add, when the bar it was decided on is too old by now. */
static inline void drop_stale(Floor *f, i64 i, i64 time) {
    Order *order = &f->orders[i];
    double target = order->target, held = f->positions[i].quantity;
    if (!ON(f, LIMITS) || order->working == 0 || order->known < 0) return;
    if ((double)(time - order->known) <= f->rules->limits.stale) return;
    if (target * held < 0.0) {
        order->target = 0.0;
        f->tally[i].stopped_stale++;
    } else if (fabs(target) > fabs(held)) {
        order->working = 0;
        order->target = held;
        f->tally[i].stopped_stale++;
    }
}

/* Exits at the open, entries at the open, entries inside the bar, stops and targets: each over all instruments. */
RARE double traded(const Market *m, i64 low, i64 high, Floor *f, double cash) {
    if (ON(f, TIERS)) {
        i64 month = month_of(m->time[low]);
        if (month != f->day->month) {
            f->day->month = month;
            f->day->units = 0.0;
        }
    }
    for (i64 k = low; k < high; k++) {
        i64 i = m->instrument[k];
        Position *p = &f->positions[i];
        if (ON(f, CAP)) p->used = 0.0;
        if (p->quantity != 0.0 || f->orders[i].working == 1) {
            apply_split(f, i, m->split[k]);
            cash = pay_dividend(f, i, m->dividend[k], cash);
        }
        p->mark = m->open[k];
        drop_stale(f, i, m->time[k]);
    }
    for (i64 k = low; k < high; k++) {
        cash = exit_at_open(m, k, f, cash);
        cash = protect(m, k, m->open[k], m->open[k], f, cash);
    }
    for (i64 k = low; k < high; k++) cash = enter_at_open(m, k, f, cash);
    for (i64 k = low; k < high; k++) cash = enter_inside(m, k, f, cash);
    for (i64 k = low; k < high; k++) cash = protect(m, k, m->low[k], m->high[k], f, cash);
    for (i64 k = low; k < high; k++) f->positions[m->instrument[k]].inside = 0;
    return cash;
}

/* Whether a row could trade or change what its instrument holds. */
INLINE int stirs(const Market *m, i64 k, const Floor *f, i64 i) {
    const Position *p = &f->positions[i];
    if (f->orders[i].working == 1) return 1;
    if (p->quantity == 0.0) return 0;
    if (f->eventful && (m->split[k] != 1.0 || m->dividend[k] != 0.0)) return 1;
    if (p->guarded == 0) return 0;
    if (p->leaving != 0 || (0 < p->hold && p->hold <= p->age)) return 1;
    double lowest = least(m->low[k], m->open[k]), highest = most(m->high[k], m->open[k]);
    if (p->quantity > 0.0) return lowest <= p->stop || highest >= p->profit;
    return highest >= p->stop || lowest <= p->profit;
}

/* Most times nothing can happen, and one look tells. `alone` is a constant at each call. */
INLINE double trade(const Market *m, i64 low, i64 high, Floor *f, int alone, double cash) {
    for (i64 k = low; k < high; k++)
        if (stirs(m, k, f, alone ? 0 : m->instrument[k])) return traded(m, low, high, f, cash);
    return cash;
}

#endif
