/* The specialised loop: one instrument, market orders, long or flat at a crossing, a commission in percent.
 *
 * Nothing else exists in it, and the account is taken to carry every order. Its numbers are those of the kernel to
 * the last bit. `moments` is a constant at each call, so that the compiler makes two loops.
 */
#include "summary.h"

static inline void run(const double *restrict open, const double *restrict close, const double *restrict fast,
                       const double *restrict slow, i64 rows, double units, double fraction, double initial,
                       int moments, Curve *curve, Tally *tally) {
    double cash = initial, equity = initial, peak = initial, drawdown = 0.0, average = 0.0, paid = 0.0;
    Moments s = {0};
    Tally own = {0};
    int held = 0, wanted = 0;
    for (i64 t = 0; t < rows; t++) {
        int traded = held != wanted;
        if (traded) {
            double price = open[t], value = units * price, fee = fraction * value;
            own.fills++;
            own.costs += fee;
            own.traded += value;
            if (wanted) {
                cash = cash - value - fee;
                average = price;
                paid = fee;
            } else {
                cash = cash + value - fee;
                double net = units * (price - average) - (paid + fee);
                own.trades++;
                double apart = net - own.average;
                own.average += apart / (double)own.trades;
                own.spread += apart * (net - own.average);
                own.best = most(own.best, net);
                own.worst = least(own.worst, net);
                if (net > 0.0) {
                    own.wins++;
                    own.won += net;
                } else if (net < 0.0) {
                    own.losses++;
                    own.lost -= net;
                }
            }
            held = wanted;
        }
        double before = equity;
        equity = held ? cash + units * close[t] : cash;
        if (equity != before) {
            peak = most(peak, equity);
            drawdown = least(drawdown, equity / peak - 1.0);
            if (moments) {
                double earned = equity / before - 1.0, square = earned * earned;
                s.first += earned;
                s.second += square;
                s.third += square * earned;
                s.fourth += square * square;
                if (earned < 0.0) s.downside += square;
            }
        }
        if (moments) s.held += held | traded;
        if (fast[t] > slow[t])
            wanted = 1;
        else if (fast[t] <= slow[t])
            wanted = 0;
    }
    *curve = (Curve){rows, equity, held ? units * close[rows - 1] : 0.0, peak, drawdown, s};
    *tally = own;
}

void simple(const double *open, const double *close, const double *fast, const double *slow, i64 rows, double units,
            double fraction, double initial, i64 moments, Curve *curve, Tally *tally) {
    if (moments)
        run(open, close, fast, slow, rows, units, fraction, initial, 1, curve, tally);
    else
        run(open, close, fast, slow, rows, units, fraction, initial, 0, curve, tally);
}

void sweep(const double *open, const double *close, i64 rows, double units, double fraction, double initial,
           double periods, const double *const *inputs, i64 begin, i64 end, Summary *out) {
    for (i64 n = begin; n < end; n++) {
        Curve curve;
        Tally tally;
        run(open, close, inputs[2 * n], inputs[2 * n + 1], rows, units, fraction, initial, 1, &curve, &tally);
        out[n] = summary_of(&curve, &tally, 1, initial, periods);
    }
}

void averages(const double *values, i64 rows, i64 bars, double *out) { sma(values, rows, bars, out); }
