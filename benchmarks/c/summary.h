/* The metrics of a sweep's row, each by the definition of docs/metrics.md, from the running statistics. */
#ifndef SUMMARY_H
#define SUMMARY_H

#include <math.h>

#include "rows.h"

typedef struct {
    double final, net_profit, total_return, annual_return, mean, deviation, skewness, kurtosis, volatility, sharpe;
    double sortino, calmar, max_drawdown, exposure, commission, trades, win_rate, profit_factor, expectancy, payoff;
    double kelly, sqn, largest_win, largest_loss;
} Summary;

#define NOISE 1e-15

static inline Summary summary_of(const Curve *c, const Tally *tallies, i64 instruments, double initial, double periods) {
    const Moments *s = &c->moments;
    double n = (double)c->groups, growth = c->equity / initial;
    Summary out = {.final = c->equity, .net_profit = c->equity - initial, .total_return = growth - 1.0};
    out.annual_return = pow(growth, periods / n) - 1.0;
    double mean = s->first / n, square = mean * mean, second = s->second - s->first * mean;
    double deviation = sqrt(most(second, 0.0) / (n - 1.0)), spread = second / n;
    out.mean = mean;
    out.deviation = deviation;
    out.skewness = (s->third - 3.0 * mean * s->second + 2.0 * n * square * mean) / n / (spread * sqrt(spread));
    out.kurtosis = s->fourth - 4.0 * mean * s->third + 6.0 * square * s->second - 3.0 * n * square * square;
    out.kurtosis = out.kurtosis / n / (spread * spread);
    out.volatility = deviation * sqrt(periods);
    out.sharpe = deviation > NOISE ? mean / deviation * sqrt(periods) : NAN;
    double downside = sqrt(s->downside / n);
    out.sortino = downside > NOISE ? mean / downside * sqrt(periods) : NAN;
    out.max_drawdown = c->drawdown;
    out.calmar = out.annual_return / fabs(c->drawdown);
    out.exposure = (double)s->held / n;
    double wins = 0.0, losses = 0.0, won = 0.0, lost = 0.0, average = 0.0, apart = 0.0;
    for (i64 i = 0; i < instruments; i++) {
        const Tally *t = &tallies[i];
        if (t->trades) {
            double together = out.trades + (double)t->trades, step = t->average - average;
            apart += t->spread + step * step * out.trades * (double)t->trades / together;
            average += step * (double)t->trades / together;
            out.trades = together;
        }
        wins += (double)t->wins;
        losses += (double)t->losses;
        won += t->won;
        lost += t->lost;
        out.commission += t->costs;
        out.largest_win = most(out.largest_win, t->best);
        out.largest_loss = least(out.largest_loss, t->worst);
    }
    out.win_rate = wins / out.trades;
    out.profit_factor = won / lost;
    out.expectancy = (won - lost) / out.trades;
    out.payoff = won / wins / (lost / losses);
    out.kelly = out.win_rate - (1.0 - out.win_rate) / out.payoff;
    out.sqn = sqrt(out.trades) * average / sqrt(apart / (out.trades - 1.0));
    return out;
}

/* Mean of the last `bars` values, in the order of operations of tradecore.indicators.sma. */
static inline void sma(const double *restrict values, i64 rows, i64 bars, double *restrict out) {
    double sum = 0.0;
    for (i64 t = 0; t < bars - 1 && t < rows; t++) out[t] = NAN;
    for (i64 t = bars - 1; t < rows; t++) {
        if ((t + 1) % bars == 0) {
            sum = 0.0;
            for (i64 k = t - bars + 1; k <= t; k++) sum += values[k];
        } else
            sum = sum - values[t - bars] + values[t];
        out[t] = sum / (double)bars;
    }
}

#endif
