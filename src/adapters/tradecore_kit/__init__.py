"""What adapters share: the codec of contracts, atomic files, checked names, process marks, pandas at the edge."""
