"""The attack cases, named by their numbers, on a running helpdesk; and who may do what at every door."""
