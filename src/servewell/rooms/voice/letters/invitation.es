Subject: $subject

$words

$link

El enlace es solo para usted. Sirve para una respuesta y funciona hasta el $until.

--
$unit
Si no quiere que le preguntemos más, abra esta página:
$opt_out
