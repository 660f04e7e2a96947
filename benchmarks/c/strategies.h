/* Strategies that the kernel is built for: -DSTRATEGY=CROSS, SCRIPTED or SMA_CROSS. None of them remembers anything. */
#ifndef STRATEGIES_H
#define STRATEGIES_H

#include "rows.h"

#define CROSS 1
#define SCRIPTED 2
#define SMA_CROSS 3

typedef struct {
    i64 time, available, session, instrument;
    double open, high, low, close, volume;
} Bar;

typedef struct {
    double equity, cash, buying_power, position, average_price, stop, profit;
    i64 hold, age;
    double lot, multiplier, margin;
    i64 instruments;
} Account;

typedef struct {
    double target, limit, trigger, stop, profit;
    i64 hold, reason, day;
} Decision;

static inline Decision stay(const Account *a, i64 reason) {
    return (Decision){a->position, NAN, NAN, a->stop, a->profit, a->hold, reason, 0};
}

static inline Decision want(double target, i64 reason) {
    return (Decision){target, NAN, NAN, NAN, NAN, 0, reason, 0};
}

#if STRATEGY == CROSS
/* benchmarks.strategy.Cross: so many units while the fast average is above the slow one, else none. */
#define INPUTS 2
#define REASONS 3

static inline Decision decide(const double *parameters, const Bar *bar, const double *given, const Account *a) {
    (void)bar;
    if (given[0] > given[1]) return a->position > 0.0 ? stay(a, 0) : want(parameters[0], 1);
    return want(0.0, 2);
}

#elif STRATEGY == SMA_CROSS
/* tradecore.strategies.sma_cross: a share of equity long above the crossing, flat or short below it. */
#define INPUTS 2
#define REASONS 4

static inline double share_of_equity(const Account *a, double price, double share) {
    double unit = price * a->multiplier * a->margin, left = a->buying_power + fabs(a->position) * unit;
    double carried = left <= 0.0 || unit <= 0.0 ? 0.0 : left * (1.0 - 0.01) / unit;
    return least(share * a->equity / (double)a->instruments / (price * a->multiplier), carried);
}

static inline Decision decide(const double *parameters, const Bar *bar, const double *given, const Account *a) {
    double share = parameters[0];
    if (given[0] > given[1])
        return a->position > 0.0 ? stay(a, 0) : want(share_of_equity(a, bar->close, share), 1);
    if (parameters[1] == 0.0) return want(0.0, 3);
    return a->position < 0.0 ? stay(a, 0) : want(-share_of_equity(a, bar->close, share), 2);
}

#elif STRATEGY == SCRIPTED
/* Decisions written into columns: given, target, stop, profit, hold, limit, trigger, day; prices of 0 or less are none. */
#define INPUTS 8
#define REASONS 2

static inline Decision decide(const double *parameters, const Bar *bar, const double *given, const Account *a) {
    (void)parameters;
    (void)bar;
    if (given[0] == 0.0) return stay(a, 0);
    return (Decision){given[1],
                      given[5] > 0.0 ? given[5] : NAN,
                      given[6] > 0.0 ? given[6] : NAN,
                      given[2] > 0.0 ? given[2] : NAN,
                      given[3] > 0.0 ? given[3] : NAN,
                      (i64)given[4],
                      1,
                      given[7] > 0.0};
}
#endif

#endif
