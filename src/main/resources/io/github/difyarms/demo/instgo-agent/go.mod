module standin.invalid/arms/agent

go 1.18
