return { version = "VERSION" }
