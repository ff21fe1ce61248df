s/abstention_points: 1/abstention_points: 4/
