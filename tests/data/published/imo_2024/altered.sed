s|share_at_most: 0|share_at_most: 1/6|
