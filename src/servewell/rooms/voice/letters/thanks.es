Subject: Gracias por su respuesta

Tenemos su respuesta y una persona lee cada palabra. Gracias por su tiempo.

--
$unit
Si no quiere que le preguntemos más, abra esta página:
$opt_out
