module standin.invalid/instgo

go 1.21
