-- The site of this machine: what is done with calls. See tipring-lua(7); a larger one is /usr/share/tipring/demo.
-- After a change: tipring check /etc/tipring/site && systemctl restart tipring

listen { sip = "udp://0.0.0.0:5060" }
listen { sip = "tcp://0.0.0.0:5060" }

on.call(function(call)
  call:say "This is Tipring. Nothing is set up here yet."
end)
