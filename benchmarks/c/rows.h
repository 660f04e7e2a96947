/* The rows that the kernel reads, carries and writes: the NamedTuples of tradecore.simulation.rows, field for field.
 *
 * Every field takes eight bytes, so that the benchmarks build the same structures from the Python classes.
 */
#ifndef ROWS_H
#define ROWS_H

#include <stdint.h>

typedef int64_t i64;

typedef struct {
    const i64 *restrict time, *restrict available, *restrict session, *restrict instrument;
    const double *restrict open, *restrict high, *restrict low, *restrict close, *restrict volume;
    const i64 *restrict nights;
    const double *restrict split, *restrict dividend;
} Market;

typedef struct {
    double tick, lot, multiplier, margin;
} Terms;

typedef struct {
    double quantity, average, costs, carry, stop, profit;
    i64 hold, age, inside, leaving;
    double used;
    i64 entry_time, entry_reason;
    double mark;
    i64 guarded;
} Position;

typedef struct {
    i64 working;
    double target, limit, trigger, stop, profit;
    i64 hold, reason, day;
    double filled, notional, charged;
    i64 known;
} Order;

typedef struct {
    i64 fills, trades, wins, losses;
    double won, lost, average, spread, best, worst, costs, carry, traded;
    i64 beyond_protection, beyond_buying_power, trimmed, expired, undecided;
    i64 stopped_position, stopped_order, stopped_orders, stopped_loss, stopped_collar, stopped_stale;
} Tally;

typedef struct {
    double first, second, third, fourth, downside;
    i64 held, fills, session, sessions;
    double opening;
} Moments;

typedef struct {
    i64 groups;
    double equity, exposure, peak, drawdown;
    Moments moments;
} Curve;

typedef struct {
    i64 time, instrument;
    double quantity, price, commission;
    i64 kind, reason;
} Fill;

typedef struct {
    i64 instrument, side;
    double quantity;
    i64 entry_time;
    double entry_price;
    i64 exit_time;
    double exit_price, gross, costs, carry, net;
    i64 bars, entry_reason, exit_kind, exit_reason;
} Trade;

typedef struct {
    double equity, cash, exposure;
} Mark;

typedef struct {
    i64 session, orders;
    double opening, last;
    i64 month;
    double units;
    i64 fills, trades;
} Day;

typedef struct {
    i64 session;
    double earned;
} Session;

typedef struct {
    double per_order, per_unit, fraction, minimum, most;
} Commission;

typedef struct {
    double bound[4], rate[5], minimum, most;
} Tiered;

typedef struct {
    double position, order, orders, loss, collar, stale;
} Limits;

/* What regulators take of sales by date, as columns. */
typedef struct {
    const i64 *since;
    const double *fraction, *per_unit, *most;
    i64 rows;
} Fees;

/* Which rules are on, and what is kept. A build that defines RULES has them compiled in, and the others left out. */
enum {
    COMMISSION = 1,
    SLIPPAGE = 2,
    BORROW = 4,
    TICKS = 8,
    PENETRATE = 16,
    WAIT = 32,
    TRIM = 64,
    LIMITS = 128,
    TIERS = 256,
    CAP = 512,
    MOMENTS = 1024,
    TAPES = 2048,
    SESSIONS = 4096,
    FEES = 8192
};

typedef struct {
    i64 on;
    Commission commission;
    double slippage, borrow, ticks;
    Limits limits;
    Tiered tiers;
    double cap;
    Fees fees;
} Rules;

#ifdef RULES
#define ON(floor, rule) (((RULES) & (rule)) != 0)
#else
#define ON(floor, rule) (((floor)->rules->on & (rule)) != 0)
#endif

/* All that trading needs beside the market; one position, order and tally an instrument. */
typedef struct {
    const Terms *terms;
    i64 instruments;
    const Rules *rules;
    Position *positions;
    Order *orders;
    Tally *tally;
    Day *day;
    Fill *fills;
    Trade *trades;
    Mark *marks;
    Session *sessions;
    i64 fills_room, trades_room;
    i64 eventful;
} Floor;

enum { BY_MARKET, BY_LIMIT, BY_TRIGGER, BY_EXIT, BY_STOP, BY_PROFIT, BY_HOLD };
enum { DONE, FULL, RUINED, REFUSED };
enum { FILLS_A_BAR = 4, TRADES_A_BAR = 2 };

#define DAYS_A_YEAR 365.0
#define NANOSECONDS_A_DAY 86400000000000LL
/* Decimal fractions are not exact in binary: a price or a size this close to its grid is on it. */
#define NEARLY 1e-9
#define MOST_LOTS 1e15

/* What few bars reach stays out of the loop. */
#define RARE __attribute__((noinline, cold)) static
#define INLINE __attribute__((always_inline)) static inline

/* Python's min and max: of two that compare equal the first, and a NaN in second place is never taken. */
static inline double least(double a, double b) { return b < a ? b : a; }
static inline double most(double a, double b) { return b > a ? b : a; }

#endif
