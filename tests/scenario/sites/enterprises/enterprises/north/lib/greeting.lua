return { name = "the North" }
