// Records what an import is going to write.
// in:  $import, $plan, $batches, $nodes
// out: nothing
MATCH (i:Import {id: $import})
SET i.state = 'open', i.plan = $plan, i.batches = $batches, i.node_batches = $nodes
