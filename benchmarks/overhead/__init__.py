"""What the guard costs: instructions per query, beside no guard and beside other tools."""
