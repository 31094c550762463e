return { name = "the South" }
