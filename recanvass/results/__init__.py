"""From a Site to figures: releases folded, ranks, leads, comparisons. Exact arithmetic only."""
