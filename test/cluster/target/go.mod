module loadtest.local/target

go 1.24.0
