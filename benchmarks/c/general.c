/* The kernel of tradecore in C: the same rules, the same columns, the same results to the last bit.
 *
 * It is what the compiled kernel is measured against. Build with -O3 -march=native -ffp-contract=off and
 * -DSTRATEGY=...; rules are switched by flags at run time, or compiled in and out with -DRULES=mask.
 */
#include <stdlib.h>
#include <string.h>

#include "broker.h"
#include "session.h"
#include "summary.h"

/* Runs time groups begin to end; returns the status and writes the next group, the refused row, cash and curve. */
i64 simulate(const Market *market, const i64 *first, i64 begin, i64 end, const double *parameters,
             const double *const *inputs, Floor *floor, i64 *reasons, double *cash, Curve *curve, i64 *next, i64 *row) {
    Floor f = *floor;
    Curve c = *curve;
    Market m = *market;
    double money = *cash;
    i64 status = DONE, t = begin;
    f.fills_kept = f.trades_kept = 0;
    for (i64 i = 0; i < f.instruments; i++) {
        f.fills_kept += f.tally[i].fills;
        f.trades_kept += f.tally[i].trades;
    }
    *row = -1;
    while (t < end) {
        i64 low = first[t], high = first[t + 1];
        if (ON(&f, TAPES) && (f.fills_kept + FILLS_A_BAR * (high - low) > f.fills_room ||
                              f.trades_kept + TRADES_A_BAR * (high - low) > f.trades_room)) {
            status = FULL;
            break;
        }
        money = trade(&m, low, high, &f, money);
        money = mark(&m, low, high, &f, money, &c);
        if (ON(&f, TAPES)) f.marks[t] = (Mark){c.equity, money, c.exposure};
        if (!(c.equity > 0.0)) {
            status = RUINED;
            t++;
            break;
        }
        *row = choose(&m, low, high, &f, parameters, inputs, money, c.equity, reasons);
        if (*row >= 0) {
            status = REFUSED;
            break;
        }
        t++;
    }
    *next = t;
    *cash = money;
    *curve = c;
    return status;
}

typedef struct {
    const Market *market;
    const i64 *first;
    i64 groups, instruments;
    const Terms *terms;
    const Rules *rules;
    double cash, periods;
} Course;

/* One row of parameters and one row of INPUTS columns a set; a summary row comes back for each of sets begin to end. */
i64 sweep(const Course *course, const double *parameters, i64 width, const double *const *inputs, i64 begin, i64 end,
          Summary *out) {
    size_t count = (size_t)course->instruments;
    Position *positions = malloc(count * sizeof *positions);
    Order *orders = malloc(count * sizeof *orders);
    Tally *tally = malloc(count * sizeof *tally);
    if (!positions || !orders || !tally) abort();
    for (i64 s = begin; s < end; s++) {
        Day day = {.session = -1, .last = course->cash, .month = -1};
        Curve curve = {0, course->cash, 0.0, course->cash, 0.0, {.session = -(1LL << 62)}};
        i64 reasons[REASONS] = {0}, next, row;
        double cash = course->cash;
        memset(tally, 0, count * sizeof *tally);
        for (size_t i = 0; i < count; i++) {
            positions[i] = (Position){.stop = NAN, .profit = NAN};
            orders[i] = (Order){.limit = NAN, .trigger = NAN, .stop = NAN, .profit = NAN};
        }
        Floor floor = {.terms = course->terms,
                       .instruments = course->instruments,
                       .rules = course->rules,
                       .positions = positions,
                       .orders = orders,
                       .tally = tally,
                       .day = &day};
        i64 status = simulate(course->market, course->first, 0, course->groups, parameters + s * width,
                              inputs + s * INPUTS, &floor, reasons, &cash, &curve, &next, &row);
        if (status == REFUSED) abort();
        out[s] = summary_of(&curve, tally, course->instruments, course->cash, course->periods);
    }
    free(positions);
    free(orders);
    free(tally);
    return 0;
}

void averages(const double *values, i64 rows, i64 bars, double *out) { sma(values, rows, bars, out); }

/* The sizes of the structures, so that the other side can check that it builds the same. */
void sizes(i64 *out) {
    const size_t all[] = {sizeof(Market), sizeof(Terms), sizeof(Position), sizeof(Order), sizeof(Tally), sizeof(Moments),
                          sizeof(Curve),  sizeof(Fill),  sizeof(Trade),    sizeof(Mark),  sizeof(Day),   sizeof(Session),
                          sizeof(Rules),  sizeof(Floor), sizeof(Course),   sizeof(Summary)};
    for (size_t n = 0; n < sizeof all / sizeof *all; n++) out[n] = (i64)all[n];
}
