s/mark_combination: COMBINATION_SUM/mark_combination: COMBINATION_MEAN/
