/* At the close of one time group: the account is marked, the strategy decides, its wishes become orders. */
#ifndef SESSION_H
#define SESSION_H

#include "booking.h"
#include "strategies.h"

INLINE void gather(const Market *m, i64 low, i64 high, Floor *f, double before, Curve *curve) {
    Moments *s = &curve->moments;
    if (ON(f, SESSIONS)) {
        i64 newest = s->session;
        for (i64 k = low; k < high; k++)
            if (m->session[k] > newest) newest = m->session[k];
        if (newest > s->session) {
            if (s->sessions > 0) f->sessions[s->sessions - 1] = (Session){s->session, before / s->opening - 1.0};
            s->sessions++;
            s->opening = before;
        }
        s->session = newest;
    }
    if (curve->exposure != 0.0 || f->day->fills != s->fills) s->held++;
    s->fills = f->day->fills;
    if (curve->equity == before) return;
    double earned = curve->equity / before - 1.0, square = earned * earned;
    s->first += earned;
    s->second += square;
    s->third += square * earned;
    s->fourth += square * square;
    if (earned < 0.0) s->downside += square;
}

/* Returns the cash and writes the buying power. */
INLINE double mark(const Market *m, i64 low, i64 high, Floor *f, int alone, double cash, Curve *curve, double *power) {
    for (i64 k = low; k < high; k++) {
        i64 i = alone ? 0 : m->instrument[k];
        Position *p = &f->positions[i];
        p->mark = m->close[k];
        if (p->quantity == 0.0) continue;
        p->age++;
        if (ON(f, BORROW) && p->quantity < 0.0 && m->nights[k] > 0) {
            double charge = -p->quantity * m->close[k] * f->terms[i].multiplier * f->rules->borrow;
            charge = charge * (double)m->nights[k] / DAYS_A_YEAR;
            p->carry -= charge;
            f->tally[i].carry -= charge;
            cash -= charge;
        }
    }
    double before = curve->equity, equity = cash, exposure = 0.0, left = cash;
    for (i64 i = 0; i < (alone ? 1 : f->instruments); i++) {
        const Position *p = &f->positions[i];
        if (p->quantity == 0.0) continue;
        double value = p->quantity * p->mark * f->terms[i].multiplier, size = fabs(value);
        equity += value;
        exposure += size;
        left += value - size * f->terms[i].margin;
    }
    *power = left;
    curve->groups++;
    curve->equity = equity;
    curve->exposure = exposure;
    if (equity != before) {
        curve->peak = most(curve->peak, equity);
        curve->drawdown = least(curve->drawdown, equity / curve->peak - 1.0);
    }
    if (ON(f, MOMENTS)) gather(m, low, high, f, before, curve);
    return cash;
}

static inline i64 same_price(double one, double other) { return one == other || (one != one && other != other); }

static inline i64 same_wish(const Order *one, const Order *other) {
    return other->working == 1 && one->target == other->target && same_price(one->limit, other->limit) &&
           same_price(one->trigger, other->trigger) && same_price(one->stop, other->stop) &&
           same_price(one->profit, other->profit) && one->hold == other->hold && one->reason == other->reason &&
           one->day == other->day;
}

/* The target, or what is kept of the position where a risk limit stops the entry; counts what stopped it. */
static inline double allowed(Floor *f, i64 i, const Decision *d, double target, double kept, double close,
                             double equity) {
    if (!ON(f, LIMITS)) return target;
    const Limits *limits = &f->rules->limits;
    double worth = close * f->terms[i].multiplier, price = d->limit != d->limit ? d->trigger : d->limit;
    Tally *tally = &f->tally[i];
    i64 *cause;
    if (fabs(target) * worth > limits->position)
        cause = &tally->stopped_position;
    else if (fabs(target - kept) * worth > limits->order)
        cause = &tally->stopped_order;
    else if ((double)f->day->orders >= limits->orders)
        cause = &tally->stopped_orders;
    else if (equity < f->day->opening * (1.0 - limits->loss))
        cause = &tally->stopped_loss;
    else if (price == price && fabs(price / close - 1.0) > limits->collar)
        cause = &tally->stopped_collar;
    else {
        if (f->orders[i].working == 0 || f->orders[i].target != target) f->day->orders++;
        return target;
    }
    ++*cause;
    return kept;
}

/* Makes the decision the standing wish; protection of a position that stays takes effect at once. */
RARE void place(Floor *f, i64 i, const Decision *d, double close, double equity, i64 known) {
    double lot = f->terms[i].lot, tick = f->terms[i].tick;
    Position *p = &f->positions[i];
    double side = d->target > 0.0 ? 1.0 : -1.0, held = p->quantity;
    double target = side * floor(fabs(d->target) / lot + NEARLY) * lot;
    double kept = target * held > 0.0 ? held : 0.0;
    if (fabs(target) > fabs(kept) + lot * NEARLY) target = allowed(f, i, d, target, kept, close, equity);
    double stop = on_tick(d->stop, tick, -side), profit = on_tick(d->profit, tick, side);
    if (target * held > 0.0) {
        p->stop = stop;
        p->profit = profit;
        p->hold = d->hold;
        p->guarded = guards(stop, profit, d->hold) || p->leaving > 0;
    }
    Order *order = &f->orders[i];
    if (fabs(target - held) < lot * NEARLY) {
        order->working = 0;
        order->target = target;
        return;
    }
    double towards = target > held ? 1.0 : -1.0;
    Order wish = {.working = 1,
                  .target = target,
                  .limit = on_tick(d->limit, tick, -towards),
                  .trigger = on_tick(d->trigger, tick, towards),
                  .stop = stop,
                  .profit = profit,
                  .hold = d->hold,
                  .reason = d->reason,
                  .day = d->day ? 1 : 0,
                  .known = known};
    if (same_wish(&wish, order))
        order->known = known;
    else
        *order = wish;
}

/* Whether the decision is what there is already: the position it asks for, protected as it says. */
INLINE int settled(const Position *p, const Order *order, const Decision *d) {
    if (d->target != p->quantity || order->working == 1 || order->target != p->quantity) return 0;
    if (p->quantity == 0.0) return 1;
    if (p->guarded == 0) return !guards(d->stop, d->profit, d->hold);
    return same_price(d->stop, p->stop) && same_price(d->profit, p->profit) && d->hold == p->hold;
}

INLINE int tradable(const Decision *d, double lot) {
    int both = d->limit == d->limit && d->trigger == d->trigger;
    return fabs(d->target) <= MOST_LOTS * lot && !both && d->hold >= 0;
}

/* Decides on rows low to high; returns the first row whose decision cannot be traded, or -1. */
INLINE i64 choose(const Market *m, i64 low, i64 high, Floor *f, int alone, const double *parameters,
                  const double *const *inputs, double cash, double equity, double power, i64 *reasons) {
    if (ON(f, LIMITS)) {
        Day *day = f->day;
        if (m->session[low] != day->session) {
            day->session = m->session[low];
            day->orders = 0;
            day->opening = day->last;
        }
        day->last = equity;
    }
    for (i64 k = low; k < high; k++) {
        i64 i = alone ? 0 : m->instrument[k];
        Order *order = &f->orders[i];
        const Position *p = &f->positions[i];
        const Terms *terms = &f->terms[i];
        if (order->working == 1 && m->nights[k] > 0 && (order->day == 1 || (ON(f, CAP) && order->filled > 0.0))) {
            order->working = 0;
            f->tally[i].expired++;
        }
        double given[INPUTS];
        int missing = 0;
        for (int n = 0; n < INPUTS; n++) {
            given[n] = inputs[n][k];
            missing |= given[n] != given[n];
        }
        if (missing) {
            f->tally[i].undecided++;
            continue;
        }
        Bar bar = {m->time[k], m->available[k], m->session[k], i,           m->open[k],
                   m->high[k], m->low[k],       m->close[k],   m->volume[k]};
        Account account = {equity,   cash,      power,   p->quantity, p->average, p->stop,           p->profit,
                           p->hold,  p->age,    terms->lot, terms->multiplier, terms->margin, alone ? 1 : f->instruments};
        Decision d = decide(parameters, &bar, given, &account);
        int same = settled(p, order, &d);
        if (d.reason < 0 || d.reason >= REASONS || !(same || tradable(&d, terms->lot))) return k;
        reasons[d.reason]++;
        if (!same) place(f, i, &d, m->close[k], equity, m->nights[k] == 0 ? m->available[k] : -1);
    }
    return -1;
}

#endif
