/* What a fill costs and changes: prices, commissions, buying power, positions, trades. */
#ifndef BOOKING_H
#define BOOKING_H

#include <math.h>

#include "rows.h"

/* On the tick grid: up for side 1, down for -1. Adding 0.0 makes a negative zero the zero of Python's whole numbers. */
static inline double on_tick(double price, double tick, double side) {
    if (price != price) return NAN;
    if (tick <= 0.0) return price;
    if (side > 0.0) return (ceil(price / tick - NEARLY) + 0.0) * tick;
    return (floor(price / tick + NEARLY) + 0.0) * tick;
}

static inline double worsened(const Floor *f, i64 i, double price, double side) {
    double tick = f->terms[i].tick;
    if (ON(f, SLIPPAGE)) price = price * (1.0 + side * f->rules->slippage);
    if (ON(f, TICKS)) price = price + side * f->rules->ticks * tick;
    return on_tick(price, tick, side);
}

static inline int touched(const Floor *f, double beyond) { return ON(f, PENETRATE) ? beyond < 0.0 : beyond <= 0.0; }

static inline double lots(double size, double lot) {
    if (size < lot) return 0.0;
    return floor(size / lot + NEARLY) * lot;
}

static inline double commission_of(const Commission *c, double quantity, double notional) {
    if (quantity == 0.0) return 0.0;
    double charge = most(c->per_order + c->per_unit * quantity + c->fraction * notional, c->minimum);
    if (c->most > 0.0) charge = least(charge, c->most * notional);
    return charge;
}

static inline double up_to(const Tiered *s, double units) {
    double charge = s->rate[0] * least(units, s->bound[0]);
    for (int n = 1; n < 4; n++) charge += s->rate[n] * most(0.0, least(units, s->bound[n]) - s->bound[n - 1]);
    return charge + s->rate[4] * most(0.0, units - s->bound[3]);
}

static inline double tiered_of(const Tiered *s, double quantity, double notional, double before) {
    if (quantity == 0.0) return 0.0;
    double charge = up_to(s, before + quantity) - up_to(s, before);
    return least(most(charge, s->minimum), s->most * notional);
}

/* What the order's next units cost, given what it has filled and paid so far. */
static inline double fee_of(const Floor *f, i64 i, const Order *order, double size, double price) {
    double units = order->filled + size;
    double notional = order->notional + size * price * f->terms[i].multiplier;
    double charge = 0.0;
    if (ON(f, COMMISSION)) charge = commission_of(&f->rules->commission, units, notional);
    if (ON(f, TIERS)) charge += tiered_of(&f->rules->tiers, units, notional, f->day->units - order->filled);
    return charge - order->charged;
}

/* What regulators take of a sale; nothing of a purchase, `sold` below 0. */
static inline double levy_of(const Floor *f, i64 i, i64 time, double sold, double price) {
    if (!ON(f, FEES) || sold <= 0.0) return 0.0;
    const Fees *fees = &f->rules->fees;
    i64 place = 0;
    for (i64 n = 0; n < fees->rows; n++)
        if (fees->since[n] <= time) place = n;
    double notional = sold * price * f->terms[i].multiplier;
    return fees->fraction[place] * notional + least(fees->per_unit[place] * sold, fees->most[place]);
}

static inline double tied_up(const Floor *f, i64 i, double size, double price) {
    return size * price * f->terms[i].multiplier * f->terms[i].margin;
}

static inline double buying_power(const Floor *f, double cash) {
    double left = cash;
    for (i64 i = 0; i < f->instruments; i++) {
        const Position *p = &f->positions[i];
        if (p->quantity == 0.0) continue;
        double value = p->quantity * p->mark * f->terms[i].multiplier;
        left += value - fabs(value) * f->terms[i].margin;
    }
    return left;
}

/* The most units that buying power carries, commission included; 0 where orders are rejected whole. */
static inline double trimmed(const Floor *f, i64 i, const Order *order, i64 time, double side, double price,
                             double cash) {
    if (!ON(f, TRIM)) return 0.0;
    double lot = f->terms[i].lot, power = buying_power(f, cash);
    double size = lots(power / tied_up(f, i, 1.0, price), lot);
    double costs = fee_of(f, i, order, size, price) + levy_of(f, i, time, -side * size, price);
    size = lots((power - costs) / tied_up(f, i, 1.0, price), lot);
    costs = fee_of(f, i, order, size, price) + levy_of(f, i, time, -side * size, price);
    if (size > 0.0 && tied_up(f, i, size, price) + costs > power) size -= lot;
    return size;
}

static inline double room(const Market *m, i64 k, const Floor *f, i64 i) {
    if (!ON(f, CAP)) return INFINITY;
    return lots(f->rules->cap * m->volume[k] - f->positions[i].used, f->terms[i].lot);
}

static inline i64 guards(double stop, double profit, i64 hold) { return stop == stop || profit == profit || hold > 0; }

static inline void forget(Order *order) { order->filled = order->notional = order->charged = 0.0; }

static inline double book_fill(const Market *m, i64 k, Floor *f, double quantity, double price, double fee, i64 kind,
                               i64 reason, double cash) {
    i64 i = m->instrument[k];
    Tally *tally = &f->tally[i];
    double value = quantity * price * f->terms[i].multiplier;
    if (ON(f, TAPES)) f->fills[f->day->fills] = (Fill){m->time[k], i, quantity, price, fee, kind, reason};
    f->day->fills++;
    if (ON(f, TIERS)) f->day->units += fabs(quantity);
    if (ON(f, CAP)) f->positions[i].used += fabs(quantity);
    tally->fills++;
    tally->costs += fee;
    tally->traded += fabs(value);
    return cash - value - fee;
}

/* Moves the position to the order's target at a price, unless protection or buying power forbid it. */
RARE double enter(const Market *m, i64 k, Floor *f, double price, i64 kind, i64 inside, double cash) {
    i64 i = m->instrument[k];
    Order *order = &f->orders[i];
    Position *p = &f->positions[i];
    double side = order->target > p->quantity ? 1.0 : -1.0;
    double whole = fabs(order->target - p->quantity);
    double size = least(whole, room(m, k, f, i));
    if (size <= 0.0) return cash;
    order->working = 0;
    if (side * (price - order->stop) <= 0.0 || side * (price - order->profit) >= 0.0) {
        f->tally[i].beyond_protection++;
        return cash;
    }
    i64 time = m->time[k];
    double fee = fee_of(f, i, order, size, price), levy = levy_of(f, i, time, -side * size, price);
    if (tied_up(f, i, size, price) + fee + levy > buying_power(f, cash)) {
        size = trimmed(f, i, order, time, side, price, cash);
        if (size <= 0.0) {
            f->tally[i].beyond_buying_power++;
            return cash;
        }
        f->tally[i].trimmed++;
        fee = fee_of(f, i, order, size, price);
        levy = levy_of(f, i, time, -side * size, price);
        whole = size;
    }
    if (size < whole) {
        order->working = 1;
        order->filled += size;
        order->notional += size * price * f->terms[i].multiplier;
        order->charged += fee;
    }
    if (p->quantity == 0.0) {
        p->average = price;
        p->age = 0;
        p->entry_time = time;
        p->entry_reason = order->reason;
    } else {
        double held = fabs(p->quantity);
        p->average = (held * p->average + size * price) / (held + size);
    }
    p->quantity += side * size;
    p->costs += fee + levy;
    p->stop = order->stop;
    p->profit = order->profit;
    p->hold = order->hold;
    p->inside = inside;
    p->leaving = 0;
    p->guarded = guards(order->stop, order->profit, order->hold);
    return book_fill(m, k, f, side * size, price, fee + levy, kind, order->reason, cash);
}

static inline void count_trade(Tally *tally, double net) {
    tally->trades++;
    double apart = net - tally->average;
    tally->average += apart / (double)tally->trades;
    tally->spread += apart * (net - tally->average);
    tally->best = most(tally->best, net);
    tally->worst = least(tally->worst, net);
    if (net > 0.0) {
        tally->wins++;
        tally->won += net;
    } else if (net < 0.0) {
        tally->losses++;
        tally->lost -= net;
    }
}

/* Closes units of the position at a price, or what volume allows of them, and writes the trade. */
RARE double leave(const Market *m, i64 k, Floor *f, double size, double price, i64 kind, double cash) {
    i64 i = m->instrument[k];
    Position *p = &f->positions[i];
    Order *order = &f->orders[i];
    if (kind != BY_EXIT && kind != p->leaving) forget(order);
    double asked = size;
    size = least(size, room(m, k, f, i));
    if (size < asked && kind != BY_EXIT) {
        p->leaving = kind;
        p->guarded = 1;
    }
    if (size <= 0.0) return cash;
    double multiplier = f->terms[i].multiplier;
    double side = p->quantity > 0.0 ? 1.0 : -1.0;
    double notional = size * price * multiplier;
    double fee = fee_of(f, i, order, size, price);
    double paid = fee + levy_of(f, i, m->time[k], side * size, price);
    int whole = size == fabs(p->quantity);
    double share = whole ? 1.0 : size / fabs(p->quantity);
    double costs = p->costs * share, carry = p->carry * share;
    double gross = side * size * (price - p->average) * multiplier;
    double net = gross - (costs + paid) + carry;
    i64 reason = kind == BY_EXIT ? order->reason : p->entry_reason;
    if (ON(f, TAPES))
        f->trades[f->day->trades] =
            (Trade){i,     side > 0.0 ? 1 : -1, size, p->entry_time,   p->average, m->time[k], price, gross, costs + paid,
                    carry, net,                 p->age, p->entry_reason, kind,       reason};
    f->day->trades++;
    count_trade(&f->tally[i], net);
    order->filled += size;
    order->notional += notional;
    order->charged += fee;
    if (size == asked && side * order->target >= 0.0) {
        order->working = 0;
        forget(order);
    }
    if (whole)
        *p = (Position){.stop = NAN, .profit = NAN, .used = p->used, .mark = p->mark};
    else {
        p->quantity -= side * size;
        p->costs -= costs;
        p->carry -= carry;
    }
    return book_fill(m, k, f, -side * size, price, paid, kind, reason, cash);
}

#endif
