"""How much of a result is luck: the track record's length, the number of trials, the choice of the best."""
