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

typedef struct {
    const Market *market;
    const i64 *first;
    const double *parameters;
    const double *const *inputs;
    i64 *reasons;
    double cash;
    Curve curve;
    i64 group, row;
} Run;

/* Runs on to time group end; `alone`, a constant at each call, says that there is one instrument and a row a group. */
INLINE i64 loop(Run *run, Floor *f, i64 end, int alone) {
    Market m = *run->market;
    Curve c = run->curve;
    double cash = run->cash, power;
    i64 status = DONE, t = run->group, row = -1;
    for (; t < end; t++) {
        i64 low = alone ? t : run->first[t], high = alone ? t + 1 : run->first[t + 1];
        if (ON(f, TAPES) && (f->day->fills + FILLS_A_BAR * (high - low) > f->fills_room ||
                             f->day->trades + TRADES_A_BAR * (high - low) > f->trades_room)) {
            status = FULL;
            break;
        }
        cash = trade(&m, low, high, f, alone, cash);
        cash = mark(&m, low, high, f, alone, cash, &c, &power);
        if (ON(f, TAPES)) f->marks[t] = (Mark){c.equity, cash, c.exposure};
        if (!(c.equity > 0.0)) {
            status = RUINED;
            t++;
            break;
        }
        row = choose(&m, low, high, f, alone, run->parameters, run->inputs, cash, c.equity, power, run->reasons);
        if (row >= 0) {
            status = REFUSED;
            break;
        }
    }
    run->cash = cash;
    run->curve = c;
    run->group = t;
    run->row = row;
    return status;
}

static i64 advance(Run *run, Floor *f, i64 end) { return f->instruments == 1 ? loop(run, f, end, 1) : loop(run, f, end, 0); }

/* Runs time groups begin to end; returns the status and writes the next group, the refused row, cash and curve. */
i64 simulate(const Market *market, const i64 *first, i64 begin, i64 end, const double *parameters,
             const double *const *inputs, Floor *f, i64 *reasons, double *cash, Curve *curve, i64 *next, i64 *row) {
    Run run = {market, first, parameters, inputs, reasons, *cash, *curve, begin, -1};
    i64 status = advance(&run, f, end);
    *cash = run.cash;
    *curve = run.curve;
    *next = run.group;
    *row = run.row;
    return status;
}

typedef struct {
    const Market *market;
    const i64 *first;
    i64 groups, instruments;
    const Terms *terms;
    const Rules *rules;
    double cash, periods;
    i64 eventful;
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
        i64 reasons[REASONS] = {0};
        memset(tally, 0, count * sizeof *tally);
        for (size_t i = 0; i < count; i++) {
            positions[i] = (Position){.stop = NAN, .profit = NAN};
            orders[i] = (Order){.limit = NAN, .trigger = NAN, .stop = NAN, .profit = NAN, .known = -1};
        }
        Floor floor = {.terms = course->terms,
                       .instruments = course->instruments,
                       .rules = course->rules,
                       .positions = positions,
                       .orders = orders,
                       .tally = tally,
                       .day = &day,
                       .eventful = course->eventful};
        Run run = {course->market, course->first, parameters + s * width, inputs + s * INPUTS, reasons, course->cash,
                   curve, 0, -1};
        if (advance(&run, &floor, course->groups) == REFUSED) abort();
        out[s] = summary_of(&run.curve, tally, course->instruments, course->cash, course->periods);
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
