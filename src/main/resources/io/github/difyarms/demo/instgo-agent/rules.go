package agent

const pythonPlugins = false
