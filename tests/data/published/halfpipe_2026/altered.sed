s/best_criteria: 1/best_criteria: 2/
