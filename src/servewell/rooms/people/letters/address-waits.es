Subject: Alguien ha pedido otra dirección de correo para ti

Hola, $name:

alguien ha pedido que tu dirección de correo del trabajo sea esta a partir de ahora:
$new

Todavía no ha cambiado nada: espera tu palabra, o la de alguien que pueda hacer tanto como tú. Si la dirección es tuya, dilo en esta página. Si no lo es, recházala allí y avisa a quien lleva Servewell en tu empresa.

$page
