Subject: Tu dirección de correo ha cambiado

Hola, $name:

tu dirección de correo del trabajo es ahora esta:
$new

A partir de ahora entras con ella. Si es correcto, no tienes que hacer nada. Si no lo es, avisa enseguida a tu responsable y a quien lleva Servewell en tu empresa.
